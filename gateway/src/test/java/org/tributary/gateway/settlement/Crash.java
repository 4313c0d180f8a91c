package org.tributary.gateway.settlement;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Ends a run at its n-th change of anything outside, either just before it or just after. */
final class Crash extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Set<String> CHANGES =
      Set.of(
          "claim",
          "claimAndRefund",
          "settle",
          "propose",
          "activate",
          "fold",
          "foldDeferred",
          "recordClaimed",
          "store",
          "add",
          "publish",
          "publishOpen");

  private Crash(String where) {
    super(where);
  }

  /** Counts the changes of one run down to the crash. */
  static final class Plan {
    private final int at;
    private final boolean before;
    private int changes;

    Plan(int at, boolean before) {
      this.at = at;
      this.before = before;
    }

    <T> T around(Class<T> type, T real) {
      Object proxy =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (self, method, arguments) -> {
                boolean crashes = CHANGES.contains(method.getName()) && ++changes == at;
                if (crashes && before) {
                  throw new Crash("before " + method.getName());
                }
                Object result;
                try {
                  result = method.invoke(real, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
                if (crashes) {
                  throw new Crash("after " + method.getName());
                }
                return result;
              });
      return type.cast(proxy);
    }
  }
}
