package studio.atelier.sandbox.provider;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import studio.atelier.sandbox.fault.ImageProvider;

/** Shows tests and the page the calls of the image providers. */
@RestController
class ProviderCallsController {

    private final ProviderCalls calls;

    ProviderCallsController(ProviderCalls calls) {
        this.calls = calls;
    }

    /**
     * Calls, newest first.
     *
     * @param text selects calls whose path or body contains it
     */
    @GetMapping("/sandbox/{provider}/calls")
    CallList calls(
            @PathVariable String provider,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String text) {
        ImageProvider named = ImageProvider.byId(provider)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such provider"));
        return new CallList(calls.counts(named), calls.newest(named, limit, text));
    }

    record CallList(Map<String, Long> counts, List<ProviderCalls.Call> items) {}
}
