package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.media.Schema;

/** The answer to a request: a job, or a batch of jobs. */
@Schema(
        name = "Generation",
        oneOf = {JobResponse.class, BatchResponse.class})
sealed interface GenerationResponse permits JobResponse, BatchResponse {}
