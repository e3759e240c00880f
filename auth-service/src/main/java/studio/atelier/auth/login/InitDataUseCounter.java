package studio.atelier.auth.login;

import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.VerifiedInitData;

/** Counts how often each initData was used. */
interface InitDataUseCounter {

    /**
     * Counts one more use.
     *
     * @return the uses so far, this one included; fails with SERVICE_UNAVAILABLE if nobody can tell
     */
    Mono<Long> countUse(VerifiedInitData initData);
}
