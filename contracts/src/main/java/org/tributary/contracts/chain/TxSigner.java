package org.tributary.contracts.chain;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/** EIP-1559 transactions of one key; the same transaction at the same price is the same bytes. */
final class TxSigner {
  private final long chainId;
  private final SigningKey key;

  TxSigner(long chainId, SigningKey key) {
    this.chainId = chainId;
    this.key = key;
  }

  Address address() {
    return key.address();
  }

  byte[] sign(OpenTx tx, Chain.Fees fees) {
    Address to = tx.request().to();
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chainId,
            BigInteger.valueOf(tx.nonce()),
            tx.gasLimit(),
            to == null ? "" : to.text(),
            BigInteger.ZERO,
            tx.request().data(),
            fees.maxPriorityFeePerGas(),
            fees.maxFeePerGas());
    Signature signature = key.sign(Keccak256.hash(TransactionEncoder.encode(transaction)));
    return TransactionEncoder.encode(
        transaction,
        new Sign.SignatureData((byte) signature.v(), signature.r().bytes(), signature.s().bytes()));
  }

  static Bytes32 hash(byte[] signed) {
    return Keccak256.hash(signed);
  }
}
