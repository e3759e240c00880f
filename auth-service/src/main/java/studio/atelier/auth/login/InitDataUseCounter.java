package studio.atelier.auth.login;

import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.VerifiedInitData;

/** Counts the uses of each initData. */
interface InitDataUseCounter {

    /**
     * Counts one more use.
     *
     * @return the uses so far, this one included; fails with SERVICE_UNAVAILABLE if they cannot be counted
     */
    Mono<Long> countUse(VerifiedInitData initData);
}
