package studio.atelier.generation.operation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.swagger.v3.oas.annotations.media.DiscriminatorMapping;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/** A client's request; {@code operation} says which of the permitted records the body is. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        property = "operation",
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        visible = true,
        defaultImpl = UnknownOperationRequest.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = TryOnRequest.class, name = TryOnRequest.OPERATION),
    @JsonSubTypes.Type(value = EditRequest.class, name = EditRequest.OPERATION),
    @JsonSubTypes.Type(value = ModelRequest.class, name = ModelRequest.OPERATION),
    @JsonSubTypes.Type(value = BatchRequest.class, name = BatchRequest.OPERATION)
})
@Schema(
        description = "What to make. The member `operation` decides which members follow.",
        discriminatorProperty = "operation",
        discriminatorMapping = {
            @DiscriminatorMapping(value = TryOnRequest.OPERATION, schema = TryOnRequest.class),
            @DiscriminatorMapping(value = EditRequest.OPERATION, schema = EditRequest.class),
            @DiscriminatorMapping(value = ModelRequest.OPERATION, schema = ModelRequest.class),
            @DiscriminatorMapping(value = BatchRequest.OPERATION, schema = BatchRequest.class)
        },
        oneOf = {TryOnRequest.class, EditRequest.class, ModelRequest.class, BatchRequest.class})
public sealed interface GenerationRequest
        permits TryOnRequest, EditRequest, ModelRequest, BatchRequest, UnknownOperationRequest {

    /** Wire name of the operation. */
    String operation();

    /** Whether the user requested the free quota; {@code auto} if omitted. */
    @Nullable
    Funding funding();

    /** If set, another source is a changed quote. */
    @Nullable
    Source expectedSource();

    /** If set, a higher price is a changed quote. */
    @Nullable
    Long maxPrice();

    /** Funding with its default. */
    @JsonIgnore
    @Schema(hidden = true)
    default Funding fundingOrAuto() {
        Funding chosen = funding();
        return chosen == null ? Funding.AUTO : chosen;
    }
}
