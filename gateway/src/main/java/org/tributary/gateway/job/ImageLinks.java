package org.tributary.gateway.job;

/**
 * Addresses of images.
 *
 * @param host scheme and authority that a caller reached the gateway by
 */
public record ImageLinks(String host) {
  static final String PATH = "/v1/images/files/";

  public String to(FileName file) {
    return host + PATH + file.hex() + ".png";
  }
}
