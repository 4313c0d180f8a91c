package org.tributary.contracts.worker;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/** What a worker signs so that someone else may pay the gas of its entry in the WorkerRegistry. */
public record WorkerRegistration(
    Address worker, String endpoint, Address payout, BigInteger nonce, Instant deadline) {

  private static final String TYPE =
      "WorkerRegistration(address worker,string endpoint,address payout,uint256 nonce,"
          + "uint256 deadline)";

  public static Domain domain(long chainId, Address workerRegistry) {
    return Domain.onChain("Tributary WorkerRegistry", "1", chainId, workerRegistry);
  }

  public Bytes32 digest(Domain domain) {
    return domain.digest(
        StructHash.of(TYPE)
            .address(worker)
            .string(endpoint)
            .address(payout)
            .uint(nonce)
            .uint(deadline.getEpochSecond())
            .hash());
  }

  public Signed sign(SigningKey workerKey, Domain domain) {
    return new Signed(this, workerKey.sign(digest(domain)));
  }

  /** A registration ready to be submitted by anyone. */
  public record Signed(WorkerRegistration registration, Signature signature) {}
}
