package org.tributary.gateway.relay;

import org.tributary.models.openai.ErrorBody;

/** A worker's own 4xx: the request is at fault, and no other worker would answer it. */
public final class WorkerRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final transient ErrorBody.Detail error;

  /** {@code status} is 400, 413 or 422. */
  public WorkerRefusal(int status, ErrorBody.Detail error) {
    super(error.message(), null, false, false);
    this.status = status;
    this.error = error;
  }

  public int status() {
    return status;
  }

  public ErrorBody.Detail error() {
    return error;
  }
}
