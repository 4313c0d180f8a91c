package org.tributary.gateway.error;

/** The types of error that OpenAI's clients tell apart. */
public final class ApiError {

  public static final String INVALID_REQUEST = "invalid_request_error";
  public static final String AUTHENTICATION = "authentication_error";
  public static final String PAYMENT = "payment_error";
  public static final String RATE_LIMIT = "rate_limit_error";
  public static final String SERVER = "server_error";

  private ApiError() {}
}
