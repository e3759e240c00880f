package studio.atelier.sandbox.venice;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets tests set the account. */
@RestController
@RequestMapping("/sandbox/venice")
class VeniceSandboxController {

    private final VeniceAccount account;

    VeniceSandboxController(VeniceAccount account) {
        this.account = account;
    }

    @PutMapping("/credit")
    Credit setCredit(@RequestBody @Valid Credit credit) {
        account.setUsd(credit.usd());
        return credit;
    }

    /** What is left. */
    record Credit(@NotNull @PositiveOrZero BigDecimal usd) {}
}
