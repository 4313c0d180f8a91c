package org.tributary.gateway.relay;

import org.tributary.models.openai.ErrorBody;

/** A worker's own 4xx: the request is at fault, and no other worker would answer it. */
public final class WorkerRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final transient ErrorBody body;

  WorkerRefusal(int status, ErrorBody body) {
    super(body.error().message(), null, false, false);
    this.status = status;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public ErrorBody body() {
    return body;
  }
}
