package org.tributary.contracts.receipt;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;

/** A receipt with the gateway's signature and the address that claims to have made it. */
public record SignedReceipt(Receipt receipt, Address signer, Signature signature) {

  /** Whether the named signer really signed this receipt for this domain. */
  public boolean isAuthentic(Domain domain) {
    return Signatures.isBy(signer, receipt.digest(domain), signature);
  }
}
