package org.tributary.gateway.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptLines;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.ChannelConfigView;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.publication.PayoutsFile;
import org.tributary.gateway.receipt.Receipts;

/**
 * Writes what settlements rest on into a folder: with these files and the chain alone everything is
 * computed again, and somebody else can go on. What is published is read from the ledger, and must
 * come to the root that was decided.
 */
final class EpochPublisher implements Publication {
  private final PublicFolder folder;
  private final Deployment deployment;
  private final Domain domain;
  private final EpochStore epochs;
  private final RevenueLedger ledger;
  private final Receipts receipts;
  private final ReceiptPlaces places;
  private final Channels channels;
  private final VoucherSigner vouchers;
  private final int maxOpen;
  private final ObjectMapper json;

  EpochPublisher(
      PublicFolder folder,
      Deployment deployment,
      EpochStore epochs,
      RevenueLedger ledger,
      Receipts receipts,
      ReceiptPlaces places,
      Channels channels,
      VoucherSigner vouchers,
      int maxOpen,
      ObjectMapper json) {
    this.folder = folder;
    this.deployment = deployment;
    this.domain = Receipt.domain(deployment.chainId(), deployment.revenuePool());
    this.epochs = epochs;
    this.ledger = ledger;
    this.receipts = receipts;
    this.places = places;
    this.channels = channels;
    this.vouchers = vouchers;
    this.maxOpen = maxOpen;
    this.json = json;
  }

  /** A line of {@code vouchers.ndjson}; amounts are base units in decimal text. */
  record VoucherLine(
      ChannelId channelId, ChannelConfigView config, @Nullable VoucherView voucher, String total) {}

  record VoucherView(String maxClaimableAmount, Signature signature) {
    static VoucherView of(SignedVoucher signed) {
      return new VoucherView(signed.voucher().maxClaimable().toString(), signed.signature());
    }
  }

  static String receiptsFile(long epoch) {
    return "epoch-" + epoch + ".ndjson";
  }

  static String payoutsFile(long epoch) {
    return "payouts-" + epoch + ".json";
  }

  @Override
  public void publish(Epoch epoch) {
    // The receipts come last: where they are, all is. Of an epoch that was rejected they are not.
    String header = header(epoch).write();
    if (folder.firstLine(receiptsFile(epoch.number())).filter(header::equals).isPresent()) {
      return;
    }
    folder.write(
        payoutsFile(epoch.number()),
        out ->
            out.append(PayoutsFile.write(PublishedPayouts.of(epoch.number(), epoch.table())))
                .append('\n'));
    folder.write(receiptsFile(epoch.number()), out -> writeReceipts(epoch, out));
  }

  /** The file of an epoch's receipts, written anew where this machine has none. */
  Path receiptsOf(Epoch epoch) {
    publish(epoch);
    return folder.file(receiptsFile(epoch.number()));
  }

  /** The file of an epoch's table, likewise. */
  Path payoutsOf(Epoch epoch) {
    publish(epoch);
    return folder.file(payoutsFile(epoch.number()));
  }

  private void writeReceipts(Epoch epoch, Appendable out) throws IOException {
    out.append(header(epoch).write()).append('\n');
    List<CallId> calls = EpochBooks.calls(ledger, epochs.marks(epoch.number() - 1), epoch.marks());
    List<Bytes32> leaves = new ArrayList<>(calls.size());
    for (CallId call : calls) {
      SignedReceipt signed = receipts.find(call).orElseThrow();
      leaves.add(signed.receipt().digest(domain));
      append(out, signed);
    }
    if (!MerkleList.of(leaves).commitment().equals(epoch.receiptsRoot())) {
      throw new IllegalStateException(
          "the ledger has other receipts than epoch " + epoch.number() + " was decided by");
    }
    places.store(epoch.number(), calls, leaves);
  }

  @Override
  public Optional<List<CallId>> callsOf(long epoch) {
    Path file = folder.file(receiptsFile(epoch));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<CallId> calls = new ArrayList<>();
    try (ReceiptLines lines = ReceiptLines.ofEpoch(Files.newInputStream(file))) {
      for (var each = lines.next(); each.isPresent(); each = lines.next()) {
        calls.add(each.get().receipt().callId());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return Optional.of(calls);
  }

  @Override
  public void place(long epoch, List<CallId> calls) {
    places.store(
        epoch, calls, calls.stream().map(call -> receipts.digest(unsigned(call))).toList());
  }

  private Receipt unsigned(CallId call) {
    return receipts.unsigned(call).orElseThrow();
  }

  private EpochHeader header(Epoch epoch) {
    return new EpochHeader(
        epoch.number(),
        deployment.chainId(),
        deployment.revenuePool(),
        deployment.assetRegistry(),
        epoch.roots(),
        epoch.receipts());
  }

  @Override
  public void publishOpen() {
    List<ChannelId> known = channels.all();
    folder.write(
        "vouchers.ndjson",
        out -> {
          for (ChannelId id : known) {
            Optional<Channel> channel = channels.find(id);
            if (channel.isPresent()) {
              out.append(text(line(channel.get()))).append('\n');
            }
          }
        });
    folder.write(
        "open.ndjson",
        out -> {
          for (CallId call : open()) {
            append(out, receipts.find(call).orElseThrow());
          }
        });
  }

  /** Credited since the last epoch, set aside because nobody has paid, or not looked at yet. */
  private List<CallId> open() {
    FoldMarks last = epochs.latest().map(Epoch::marks).orElse(FoldMarks.START);
    return Stream.of(
            EpochBooks.calls(ledger, last, ledger.marks()).stream(),
            ledger.deferred().calls().stream(),
            ledger.unfolded(maxOpen).calls().stream())
        .flatMap(each -> each)
        .toList();
  }

  private VoucherLine line(Channel channel) {
    BigInteger total = BigInteger.valueOf(channel.charged());
    return new VoucherLine(
        channel.id(),
        ChannelConfigView.of(channel.config()),
        voucher(channel, total),
        total.toString());
  }

  /** Null for a channel that was never charged, or whose payer has signed nothing that high. */
  private @Nullable VoucherView voucher(Channel channel, BigInteger total) {
    if (total.signum() == 0) {
      return null;
    }
    try {
      return VoucherView.of(vouchers.claim(channel.id(), total).voucher());
    } catch (NoVoucher none) {
      return null;
    }
  }

  private static void append(Appendable out, SignedReceipt receipt) throws IOException {
    out.append(ReceiptWriter.write(receipt)).append('\n');
  }

  private String text(Object line) {
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a published line is always JSON", e);
    }
  }
}
