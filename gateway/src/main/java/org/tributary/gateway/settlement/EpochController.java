package org.tributary.gateway.settlement;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Epochs for anyone to read and claim by; only the operator may ask for a settlement. */
@Controller("/v1/epochs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EpochController {
  private final SettlementJob job;
  private final EpochStore epochs;
  private final EpochPublisher publisher;
  private final OperatorAccess access;
  private final SettlementConfiguration configuration;
  private final Erc20 erc20;

  EpochController(
      SettlementJob job,
      EpochStore epochs,
      EpochPublisher publisher,
      OperatorAccess access,
      SettlementConfiguration configuration,
      Erc20 erc20) {
    this.job = job;
    this.epochs = epochs;
    this.publisher = publisher;
    this.access = access;
    this.configuration = configuration;
    this.erc20 = erc20;
  }

  @Post
  SettlementView settle(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    if (!access.allows(authorization)) {
      throw new ApiException(
          HttpStatus.UNAUTHORIZED,
          ApiError.AUTHENTICATION,
          "invalid_operator_key",
          null,
          "Settling needs the operator's access key: Authorization: Bearer ….");
    }
    return job.settle(configuration.lockWait())
        .map(settlement -> SettlementView.of(settlement, erc20))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.CONFLICT,
                ApiError.SERVER,
                "settlement_busy",
                null,
                "Another settlement is still running."));
  }

  @Get("/latest")
  EpochView latest() {
    return view(epochs.latest());
  }

  @Get("/{number:[0-9]+}")
  EpochView one(long number) {
    return view(epochs.find(number));
  }

  /** What the epoch rests on: a header, then each receipt in the order of the receipts tree. */
  @Get(value = "/{number:[0-9]+}/receipts", produces = "application/x-ndjson")
  StreamedFile receipts(long number) throws IOException {
    Epoch epoch = epochs.find(number).orElseThrow(EpochController::notFound);
    return new StreamedFile(
        Files.newInputStream(publisher.receiptsOf(epoch)), new MediaType("application/x-ndjson"));
  }

  /** The epoch's table as it is published, for audits of the next one. */
  @Get(value = "/{number:[0-9]+}/payouts", produces = MediaType.APPLICATION_JSON)
  StreamedFile payouts(long number) throws IOException {
    Epoch epoch = epochs.find(number).orElseThrow(EpochController::notFound);
    return new StreamedFile(
        Files.newInputStream(publisher.payoutsOf(epoch)), MediaType.APPLICATION_JSON_TYPE);
  }

  private EpochView view(Optional<Epoch> epoch) {
    return epoch.map(found -> EpochView.of(found, erc20)).orElseThrow(EpochController::notFound);
  }

  private static ApiException notFound() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "epoch_not_found",
        null,
        "There is no such epoch.");
  }
}
