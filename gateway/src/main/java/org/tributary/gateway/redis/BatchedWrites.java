package org.tributary.gateway.redis;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Sends what parallel callers ask for at nearly the same moment in one write: a system call for
 * each command was the dearest part of a paid call.
 */
final class BatchedWrites implements NettyCustomizer {

  private static final int MOST_AT_ONCE = 64;

  private BatchedWrites() {}

  /** To be shut down with the client that uses them. */
  static ClientResources resources() {
    return ClientResources.builder().nettyCustomizer(new BatchedWrites()).build();
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_AT_ONCE, true));
  }
}
