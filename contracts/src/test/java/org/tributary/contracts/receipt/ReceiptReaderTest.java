package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.SigningKey;

class ReceiptReaderTest {
  private static final SignedReceipt SIGNED =
      SampleReceipts.receipt(1)
          .sign(SigningKey.random(), Receipt.domain(31337, SampleReceipts.address(9)));
  private static final String LINE = ReceiptWriter.write(SIGNED);

  private final ReceiptReader reader = new ReceiptReader();

  @Property(tries = 200)
  void read_givesWhatWasWritten(
      @ForAll @LongRange(min = 0) long to,
      @ForAll @Size(max = 50) List<@LongRange(min = 0) Long> millionths) {
    List<Share> split =
        millionths.stream()
            .map(each -> new Share(Share.Role.WORKER, null, SampleReceipts.address(3), each))
            .toList();
    Receipt receipt = SampleReceipts.with(SIGNED.receipt(), to, split);
    SignedReceipt signed = new SignedReceipt(receipt, SIGNED.signature());
    assertEquals(signed, reader.read(ReceiptWriter.write(signed)));
  }

  @Test
  void read_saysWhatIsWrong() {
    refuses("'from' is neither", LINE.replace("\"from\":\"100\"", "\"from\":100"));
    refuses("receipt.from: not a decimal", LINE.replace("\"from\":\"100\"", "\"from\":\"-1\""));
    refuses("'receipt.'", LINE.replace("\"from\":\"100\",", ""));
    refuses("'usage.'", LINE.replace("\"cached\":\"4\",", ""));
    refuses("'split.'", LINE.replace("\"role\":\"gateway\",", ""));
    refuses("split.role", LINE.replace("\"role\":\"gateway\"", "\"role\":\"king\""));
    refuses("owed for an asset", LINE.replace("\"asset\":\"9\"", "\"asset\":\"0\""));
    refuses("not JSON: Duplicate field", LINE.replace("\"to\":", "\"from\":\"1\",\"to\":"));
    refuses("something follows", LINE + "{}");
    refuses("not JSON", LINE.substring(1));
    refuses("longer than any", " ".repeat(ReceiptReader.MAX_CHARS) + LINE);
    refuses("neither a text", "null");
    refuses("not an object", "[]");
    refuses("neither a text", "");
    refuses("not JSON", "[".repeat(10_000));
  }

  /** Whatever comes in is read or refused: no other failure. */
  @Property(tries = 2_000)
  void read_survivesAnything(
      @ForAll @IntRange(max = 4_000) int at,
      @ForAll @IntRange(max = 40) int cut,
      @ForAll @Size(max = 12) String put) {
    int from = Math.min(at, LINE.length());
    String changed =
        LINE.substring(0, from) + put + LINE.substring(Math.min(LINE.length(), from + cut));
    try {
      ReceiptWriter.write(reader.read(changed));
    } catch (MalformedReceipt refused) {
      assertTrue(refused.getMessage() != null);
    }
  }

  private void refuses(String why, String line) {
    String said =
        String.valueOf(assertThrows(MalformedReceipt.class, () -> reader.read(line)).getMessage());
    assertTrue(said.contains(why), said);
  }
}
