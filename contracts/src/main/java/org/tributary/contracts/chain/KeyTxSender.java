package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;

/** Signs EIP-1559 transactions with a key held here, and sees each of them to its end. */
final class KeyTxSender implements TxSender {
  /** Others may take the nonce that was read; not for ever. */
  private static final int TRIES = 5;

  private static final Duration LATE_RECEIPT = Duration.ofSeconds(5);

  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Chain chain;
  private final TxSigner signer;
  private final TxJournal journal;
  private final TxLimits limits;
  private final Clock clock;

  KeyTxSender(Chain chain, SigningKey key, TxJournal journal, TxLimits limits, Clock clock) {
    this.chain = chain;
    this.signer = new TxSigner(chain.chainId(), key);
    this.journal = journal;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public Address address() {
    return signer.address();
  }

  @Override
  public TransactionReceipt send(TransactionRequest request) {
    for (int tried = 0; tried < TRIES; tried++) {
      Optional<OpenTx> sent = submitFirst(request);
      if (sent.isPresent()) {
        return follow(sent.get());
      }
    }
    throw new ChainException.Refused("others took " + TRIES + " nonces of " + address());
  }

  @Override
  public int tend() {
    List<OpenTx> open = journal.all();
    if (!open.isEmpty()) {
      fillGaps(open);
      open.forEach(tx -> {
        try {
          if (look(tx).isEmpty() && isStuck(tx)) {
            replace(tx);
          }
        } catch (ChainException.Reverted | ChainException.Replaced ended) {
          // Ended all the same, and closed: its sender reads what came of it from the chain.
        }
      });
    }
    return journal.all().size();
  }

  private TransactionReceipt follow(OpenTx sent) {
    Deadline deadline = Deadline.in(limits.waitAtMost());
    OpenTx tx = sent;
    do {
      Optional<TransactionReceipt> mined = look(tx);
      if (mined.isPresent()) {
        return mined.get();
      }
      if (isStuck(tx)) {
        // Another process may have replaced it before.
        tx = journal.find(tx.nonce()).orElse(tx);
        tx = isStuck(tx) ? replace(tx) : tx;
      }
    } while (deadline.pause(limits.pollInterval()));
    throw new ChainException.TimedOut(
        "transaction %s was not mined in %s".formatted(tx.lastHash(), limits.waitAtMost()));
  }

  /** The receipt of whichever attempt was mined. */
  private Optional<TransactionReceipt> look(OpenTx tx) {
    boolean spent = chain.minedNonce(address()) > tx.nonce();
    // Read after the nonce: an attempt that spent it has its receipt by now, or very soon.
    OpenTx latest = spent ? journal.find(tx.nonce()).orElse(tx) : tx;
    Optional<TransactionReceipt> receipt = spent ? lateReceipt(latest) : receipt(latest);
    if (spent && receipt.isEmpty()) {
      journal.close(tx.nonce());
      throw new ChainException.Replaced(
          "another transaction took nonce " + tx.nonce() + " of " + address());
    }
    return receipt;
  }

  /** Nodes may count a nonce as spent a moment before they show what spent it. */
  private Optional<TransactionReceipt> lateReceipt(OpenTx tx) {
    Deadline deadline = Deadline.in(LATE_RECEIPT);
    Optional<TransactionReceipt> receipt;
    do {
      receipt = receipt(tx);
    } while (receipt.isEmpty() && deadline.pause(limits.pollInterval()));
    return receipt;
  }

  private Optional<TransactionReceipt> receipt(OpenTx tx) {
    for (OpenTx.Attempt attempt : tx.attempts()) {
      Optional<TransactionReceipt> receipt = receipt(tx, attempt);
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    return Optional.empty();
  }

  private Optional<TransactionReceipt> receipt(OpenTx tx, OpenTx.Attempt attempt) {
    try {
      Optional<TransactionReceipt> receipt = chain.receipt(attempt.hash());
      receipt.ifPresent(mined -> journal.close(tx.nonce()));
      return receipt;
    } catch (ChainException.Reverted mined) {
      journal.close(tx.nonce());
      throw mined;
    }
  }

  private boolean isStuck(OpenTx tx) {
    return !clock.instant().isBefore(tx.lastTried().plus(limits.stuckAfter()));
  }

  /**
   * Empty when another transaction was faster with the nonce. What is on its way already is not
   * sent twice: a second one would be refused for what the first one does.
   */
  private Optional<OpenTx> submitFirst(TransactionRequest request) {
    // From reading the nonce until the node has the transaction; to be mined it waits outside.
    oneAtATime.lock();
    try {
      Optional<OpenTx> underWay =
          journal.all().stream().filter(tx -> tx.request().equals(request)).findFirst();
      if (underWay.isPresent()) {
        return underWay;
      }
      BigInteger gas = limits.gasLimit(chain.estimateGas(address(), request));
      Chain.Fees fees = limits.capped(chain.fees());
      OpenTx opened = journal.open(chain.pendingNonce(address()), request, gas);
      try {
        return Optional.of(submit(opened, fees));
      } catch (ChainException.Refused refused) {
        // The node has nothing of it: the nonce is free again.
        journal.close(opened.nonce());
        if (refused.isNonceTaken()) {
          return Optional.empty();
        }
        throw refused;
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  private OpenTx replace(OpenTx tx) {
    Chain.Fees market = limits.capped(chain.fees());
    Chain.Fees fees =
        tx.attempts().isEmpty() ? market : limits.bumped(tx.attempts().getLast().fees(), market);
    try {
      return submit(tx, fees);
    } catch (ChainException.Refused refused) {
      // The attempts before it stand; the next look may find one of them mined.
      return journal.find(tx.nonce()).orElse(tx);
    }
  }

  /** The hash is in the journal before the node has it: whoever comes later can ask for it. */
  private OpenTx submit(OpenTx tx, Chain.Fees fees) {
    byte[] signed = signer.sign(tx, fees);
    OpenTx.Attempt attempt = new OpenTx.Attempt(TxSigner.hash(signed), fees, clock.instant());
    journal.attempt(tx.nonce(), attempt);
    try {
      chain.submit(signed);
    } catch (ChainException.Refused refused) {
      if (!refused.isAlreadyKnown()) {
        throw refused;
      }
    }
    return tx.with(attempt);
  }

  /**
   * A nonce that nobody uses holds up all behind it: after a reorganisation, or when a process died
   * or its node forgot. Filled with a transfer of nothing to ourselves.
   */
  private void fillGaps(List<OpenTx> open) {
    OpenTx last = open.getLast();
    if (!isStuck(last)) {
      return;
    }
    TransactionRequest nothing = new TransactionRequest(address(), "0x");
    for (long nonce = chain.minedNonce(address()); nonce < last.nonce(); nonce++) {
      if (journal.find(nonce).isEmpty()) {
        OpenTx filler =
            journal.open(nonce, nothing, limits.gasLimit(chain.estimateGas(address(), nothing)));
        replace(filler);
      }
    }
  }
}
