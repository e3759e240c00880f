package studio.atelier.billing.pricelist;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.platform.security.Caller;

@RestController
@RequestMapping("/api/v1/billing")
@Tag(name = "Billing")
class PriceListController {

    private final ProductPriceList prices;

    PriceListController(ProductPriceList prices) {
        this.prices = prices;
    }

    @GetMapping("/plans")
    @Operation(operationId = "plans", summary = "Subscriptions for sale")
    Mono<ProductsResponse> listPlans(Caller caller) {
        return onSale(OfferKind.PLAN, caller);
    }

    @GetMapping("/packs")
    @Operation(operationId = "packs", summary = "Packs of units for sale")
    Mono<ProductsResponse> listPacks(Caller caller) {
        return onSale(OfferKind.PACK, caller);
    }

    private Mono<ProductsResponse> onSale(OfferKind kind, Caller caller) {
        return prices.onSale(kind, caller.locale()).collectList().map(ProductsResponse::of);
    }
}
