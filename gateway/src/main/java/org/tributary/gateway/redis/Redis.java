package org.tributary.gateway.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection to Redis, one server or a cluster, shared by every caller: commands of parallel
 * virtual threads are pipelined by themselves.
 */
@Singleton
public final class Redis implements AutoCloseable {

  /** A failover moves a slot once; more than that at once is no failover. */
  private static final int MAX_MOVES = 5;

  private final RedisConfig config;
  private final RedisLink link;
  private final AnswerWatch watch;
  private final Outbox outbox;

  public Redis(RedisConfig config) {
    this.config = config;
    this.link = RedisLink.connect(config);
    this.watch = new AnswerWatch(config.commandTimeout(), link.resources().eventExecutorGroup());
    this.outbox = new Outbox(link.connection());
  }

  /** A server that keeps some of the keys, or all. */
  public record Master(String name, RedisClusterCommands<String, String> commands) {}

  /** Each call waits for its answer, at most the configured timeout. */
  public RedisClusterCommands<String, String> commands() {
    return link.sync();
  }

  /** For many commands at once; see {@link #await}. */
  public RedisClusterAsyncCommands<String, String> pipeline() {
    return link.async();
  }

  /** Every server that holds keys: the one, or a cluster's masters. */
  public List<Master> masters() {
    return link.masters();
  }

  /** The answers to pipelined commands, in their order. */
  public <T> List<T> await(List<RedisFuture<T>> answers) {
    return answers.stream().map(this::await).toList();
  }

  /** The answer to a pipelined command. */
  public <T> T await(RedisFuture<T> answer) {
    return watch.await(answer);
  }

  /**
   * What a script returned. A change of money is on as many replicas as configured when this
   * returns; where that fails it throws, and the change may or may not last.
   */
  List<@Nullable Object> run(LuaScript script, String[] keys, String[] arguments) {
    if (config.waitReplicas() == 0 || !Partition.isMoney(keys[0])) {
      return evaluate(script, keys, arguments);
    }
    for (int moves = 0; ; moves++) {
      try {
        return replicated(script, keys, arguments);
      } catch (RedisCommandExecutionException e) {
        if (moves == MAX_MOVES || e.getMessage() == null || !e.getMessage().startsWith("MOVED")) {
          throw e;
        }
        link.refresh();
      }
    }
  }

  /** The wait follows the script on the same connection, or it would wait for nothing. */
  private List<@Nullable Object> replicated(LuaScript script, String[] keys, String[] arguments) {
    RedisClusterAsyncCommands<String, String> master = link.masterOf(keys[0]);
    RedisFuture<List<@Nullable Object>> answer = evalsha(master, script, keys, arguments);
    RedisFuture<Long> waited = replicas(master);
    List<@Nullable Object> result;
    try {
      result = await(answer);
    } catch (RedisNoScriptException notYetKnown) {
      await(waited);
      RedisFuture<List<@Nullable Object>> again =
          master.eval(script.source(), ScriptOutputType.MULTI, keys, arguments);
      waited = replicas(master);
      result = await(again);
    }
    long copies = await(waited);
    if (copies < config.waitReplicas()) {
      throw new NotReplicatedException(copies, config.waitReplicas());
    }
    return result;
  }

  private RedisFuture<Long> replicas(RedisClusterAsyncCommands<String, String> master) {
    return master.waitForReplication(config.waitReplicas(), config.waitTimeout().toMillis());
  }

  private List<@Nullable Object> evaluate(LuaScript script, String[] keys, String[] arguments) {
    try {
      return await(outbox.send(script.call(keys, arguments)));
    } catch (RedisNoScriptException notYetKnown) {
      return await(link.async().eval(script.source(), ScriptOutputType.MULTI, keys, arguments));
    }
  }

  private static RedisFuture<List<@Nullable Object>> evalsha(
      RedisClusterAsyncCommands<String, String> server,
      LuaScript script,
      String[] keys,
      String[] arguments) {
    return server.evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments);
  }

  @Override
  @PreDestroy
  public void close() {
    link.close();
    watch.close();
  }
}
