package org.tributary.gateway.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * The ports of the stack, all on the loopback address.
 *
 * @param worker the first worker's; further ones come behind it
 */
record StackPorts(int gateway, int worker, int chain, int redis) {

  /**
   * Says so if a worker's port is meant for another part.
   *
   * @throws StackFailure naming port and model
   */
  void requireApart(List<ModelWorker> workers) {
    for (ModelWorker each : workers) {
      if (each.port() == gateway || each.port() == chain || each.port() == redis) {
        throw new StackFailure(
            "port %d is another part's and also the worker's with %s: choose another --worker-port"
                .formatted(each.port(), each.model()));
      }
    }
  }

  /**
   * Says so if a part that is to be started here would find its port taken.
   *
   * @throws StackFailure naming the port, the part and the option that moves it
   */
  static void requireFree(String part, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new StackFailure(
          "port %d for the %s is taken: free it, or choose another with --%s-port"
              .formatted(port, part, part),
          e);
    }
  }
}
