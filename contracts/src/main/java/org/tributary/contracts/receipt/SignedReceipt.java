package org.tributary.contracts.receipt;

import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;

/** A receipt as it is published: with the gateway's signature. */
public record SignedReceipt(Receipt receipt, Signature signature) {

  /** Who signed this receipt for this domain; empty for a signature that no key made. */
  public Optional<Address> signer(Domain domain) {
    return Signatures.recover(receipt.digest(domain), signature);
  }
}
