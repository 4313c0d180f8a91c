package org.tributary.contracts.voucher;

import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;

/** A voucher with the signature of its channel's payerAuthorizer. */
public record SignedVoucher(Voucher voucher, Signature signature) {

  public Optional<Address> signer(Domain settlement) {
    return Signatures.recover(voucher.digest(settlement), signature);
  }

  public boolean isBy(Address payerAuthorizer, Domain settlement) {
    return Signatures.isBy(payerAuthorizer, voucher.digest(settlement), signature);
  }
}
