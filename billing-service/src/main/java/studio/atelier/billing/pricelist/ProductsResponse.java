package studio.atelier.billing.pricelist;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.Kopecks;

/**
 * The products for sale.
 *
 * @param nextCursor always null: the list is complete
 */
@Schema(
        name = "ProductPage",
        requiredProperties = {"items"})
record ProductsResponse(
        List<ProductResponse> items, @Nullable String nextCursor) {

    static ProductsResponse of(List<PriceListProduct> products) {
        return new ProductsResponse(products.stream().map(ProductResponse::of).toList(), null);
    }

    /**
     * One product.
     *
     * @param kind {@code plan} or {@code pack}
     * @param unit {@code actions} (a month), or the wire name of a source
     */
    @Schema(
            name = "Product",
            requiredProperties = {"code", "kind", "name", "description", "unit", "units", "price"})
    record ProductResponse(
            String code,
            String kind,
            String name,
            String description,
            String unit,
            long units,
            ProductPriceResponse price) {

        static ProductResponse of(PriceListProduct product) {
            return new ProductResponse(
                    product.code(),
                    product.kind().wireName(),
                    product.name(),
                    product.description(),
                    product.unit(),
                    product.units(),
                    ProductPriceResponse.of(product.price()));
        }
    }

    /**
     * An amount of money.
     *
     * @param amount with two decimals, such as {@code 199.00}
     * @param currency ISO 4217
     */
    @Schema(
            name = "Money",
            requiredProperties = {"amount", "currency"})
    record ProductPriceResponse(String amount, String currency) {

        static ProductPriceResponse of(Kopecks price) {
            return new ProductPriceResponse(price.toRoubles(), "RUB");
        }
    }
}
