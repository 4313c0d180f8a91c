package org.tributary.gateway.succession;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What these commands share: a node, a key, and answers for people or programs. */
abstract class SuccessorCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--rpc", required = true, description = "A node of the chain, as a URL.")
  private URI rpc;

  @Option(
      names = "--key",
      required = true,
      description = "Who sends and pays the gas: 64 hex digits in a file.")
  private Path key;

  @Option(names = "--json", description = "Print JSON; amounts are base units.")
  private boolean json;

  @Override
  public final Integer call() {
    try {
      act(connect(), signingKey());
      return 0;
    } catch (StackFailure | ChainException failure) {
      spec.commandLine().getErr().println(spec.name() + ": " + failure.getMessage());
      return FAILED;
    }
  }

  abstract void act(Chain chain, SigningKey key);

  /** The record as JSON, or else the line. */
  final void print(Object record, String line) {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(line);
      return;
    }
    try {
      out.println(
          RunningStack.JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is always JSON", e);
    }
  }

  /** What is worth a second look, apart from the answer. */
  final void warn(String what) {
    spec.commandLine().getErr().println(spec.name() + ": " + what);
  }

  private Chain connect() {
    try {
      return Chain.connect(rpc);
    } catch (ChainException e) {
      throw new StackFailure("the chain does not answer at " + rpc, e);
    }
  }

  private SigningKey signingKey() {
    try {
      return SigningKey.fromHex(RunningStack.read(key));
    } catch (IllegalArgumentException e) {
      // The cause may not carry the text, which is a secret.
      throw new StackFailure("the key file holds no key of 64 hex digits");
    }
  }
}
