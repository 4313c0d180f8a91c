package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tributary.contracts.keys.Address;

/** Where each contract is on one chain; component names are the names in stack.json. */
public record Deployment(
    long chainId,
    Address batchSettlement,
    Address erc3009Collector,
    Address multicall3,
    Address erc20,
    Address assetRegistry,
    Address workerRegistry,
    Address operatorAuthorizer,
    Address revenuePool,
    Address operatorBond) {

  public static Deployment read(Path json) throws IOException {
    return new ObjectMapper().readValue(json.toFile(), Deployment.class);
  }

  public void write(Path json) throws IOException {
    byte[] text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    Files.write(json, text);
  }

  /** Name to address, in the order of deployment. */
  public Map<String, Address> contracts() {
    Map<String, Address> contracts = new LinkedHashMap<>();
    contracts.put("batchSettlement", batchSettlement);
    contracts.put("erc3009Collector", erc3009Collector);
    contracts.put("multicall3", multicall3);
    contracts.put("erc20", erc20);
    contracts.put("assetRegistry", assetRegistry);
    contracts.put("workerRegistry", workerRegistry);
    contracts.put("operatorAuthorizer", operatorAuthorizer);
    contracts.put("revenuePool", revenuePool);
    contracts.put("operatorBond", operatorBond);
    return contracts;
  }

  /** Whether this chain has all of it: a development chain may have lost its state. */
  public boolean isOn(Chain chain) {
    // A file from before a contract was added names no address for it.
    return chain.chainId() == chainId
        && contracts().values().stream().allMatch(at -> at != null && chain.hasCode(at));
  }
}
