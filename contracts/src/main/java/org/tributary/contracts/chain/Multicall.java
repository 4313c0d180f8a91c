package org.tributary.contracts.chain;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.web3j.abi.datatypes.Type;

/** Many reads of one contract in one request, where Multicall3 is deployed. */
final class Multicall {
  /** Where viem and the x402 SDK look for it on every chain. */
  static final Address AT = new Address("0xcA11bde05977b3631167028862bE2a173976CA11");

  /** Keeps the answer and the node's gas for one call within usual limits. */
  private static final int PAGE = 500;

  private final Chain chain;

  Multicall(Chain chain) {
    this.chain = chain;
  }

  /** The answers in the order of the calls; throws if one reverts. */
  List<AbiReader> read(Address contract, List<String> calls) {
    if (calls.size() < 2 || !chain.hasCode(AT)) {
      return calls.stream().map(data -> AbiReader.of(chain.call(contract, data))).toList();
    }
    List<AbiReader> answers = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += PAGE) {
      answers.addAll(page(contract, calls.subList(from, Math.min(calls.size(), from + PAGE))));
    }
    return answers;
  }

  private List<AbiReader> page(Address contract, List<String> calls) {
    List<Type<?>> each = new ArrayList<>();
    for (String data : calls) {
      byte[] bytes = HexFormat.of().parseHex(data.substring(2));
      each.add(Abi.tuple(Abi.address(contract), Abi.bool(false), Abi.bytes(bytes)));
    }
    String answer = chain.call(AT, Abi.call("aggregate3((address,bool,bytes)[])", Abi.array(each)));
    // Of each: success, and where its bytes are: their length, then they.
    return AbiReader.of(answer).tuples(0).stream().map(result -> result.tuple(1).after(1)).toList();
  }
}
