package org.tributary.gateway.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An atomic change to one partition, from {@code lua/<name>.lua}; the helpers of {@code
 * lua/amounts.lua} stand before each. Scripts take and return strings: Lua's numbers are doubles.
 */
public final class LuaScript {

  private static final String PRELUDE = resource("amounts");

  private final String source;
  private final String sha1;

  private LuaScript(String source) {
    this.source = source;
    this.sha1 = sha1(source);
  }

  /** A script with more helpers before it, each from {@code lua/<helpers>.lua}. */
  public static LuaScript load(String name, String... helpers) {
    StringBuilder source = new StringBuilder(PRELUDE);
    for (String each : helpers) {
      source.append(resource(each));
    }
    return new LuaScript(source.append(resource(name)).toString());
  }

  /** The strings the script returned; the first says what came of it. */
  public List<String> run(Redis redis, List<String> keys, String... arguments) {
    List<@Nullable Object> answer = redis.run(this, keys.toArray(String[]::new), arguments);
    return answer.stream().map(String::valueOf).toList();
  }

  String source() {
    return source;
  }

  String sha1() {
    return sha1;
  }

  /** The command that runs a script which the server knows already. */
  RedisCommand<String, String, List<@Nullable Object>> call(String[] keys, String[] arguments) {
    CommandArgs<String, String> args =
        new CommandArgs<>(StringCodec.UTF8).add(sha1).add(keys.length).addKeys(keys);
    // As bytes: the codec would write them one character after the other.
    for (String argument : arguments) {
      args.add(argument.getBytes(StandardCharsets.UTF_8));
    }
    return new Command<>(CommandType.EVALSHA, new NestedMultiOutput<>(StringCodec.UTF8), args);
  }

  private static String resource(String name) {
    String path = "/lua/" + name + ".lua";
    try (InputStream in = LuaScript.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no script " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is part of every JDK", e);
    }
  }
}
