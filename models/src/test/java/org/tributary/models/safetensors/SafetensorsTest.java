package org.tributary.models.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

class SafetensorsTest {
  @TempDir private Path folder = Path.of("");

  @Property(tries = 60)
  void write_thenRead_givesTheSameTensors(@ForAll long seed, @ForAll @IntRange(max = 6) int count)
      throws IOException {
    Map<String, Tensor> tensors = randomTensors(new Random(seed), count);
    Path file = Files.createTempFile("round-trip", ".safetensors");
    try {
      Safetensors.write(file, tensors, Map.of("step", "7"));
      Map<String, Tensor> read = Safetensors.read(file);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()));
      tensors.forEach((name, tensor) -> assertSame(tensor, Tensor.require(read, name)));
    } finally {
      Files.delete(file);
    }
  }

  private static Map<String, Tensor> randomTensors(Random random, int count) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      long[] shape = random.longs(random.nextInt(4), 1, 5).toArray();
      DType dtype = DType.values()[random.nextInt(DType.values().length)];
      Tensor tensor = Tensor.zeros(dtype, shape);
      byte[] bytes = new byte[(int) tensor.data().byteSize()];
      random.nextBytes(bytes);
      tensor.data().copyFrom(MemorySegment.ofArray(bytes));
      tensors.put("layer." + i + ".\"é\\", tensor);
    }
    return tensors;
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.dtype(), actual.dtype());
    assertEquals(expected.shape(), actual.shape());
    assertEquals(-1, expected.data().mismatch(actual.data()));
  }

  @Test
  void write_failing_leavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of("a", Tensor.ofFloats(new float[] {1}, 1)), Map.of());
    Path blocked = folder.resolve("model.safetensors.partial");
    Files.createDirectory(blocked);
    assertThrows(
        IOException.class,
        () -> Safetensors.write(file, Map.of("a", Tensor.zeros(DType.F32, 1)), Map.of()));
    assertEquals(1f, Tensor.require(Safetensors.read(file), "a").floatAt(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"a\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":{\"x\":1},\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":[],\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,5]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e400],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[[[[[[[[[[[1]]]]]]]]]]]],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} {}",
      })
  void read_refusesHostileHeader(String header) {
    assertThrows(SafetensorsException.class, () -> parse(file(header, 4)));
  }

  @Test
  void read_acceptsWhatTheHostileHeadersAreMadeFrom() {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}  ";
    assertEquals(List.of(1L), Tensor.require(parse(file(header, 4)), "a").shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"F64", "F8_E4M3", "F8_E5M2", "F4", "U16", "C64", "f32"})
  void read_refusesOtherTypesByName(String dtype) {
    String header = "{\"the.weight\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    SafetensorsException refusal =
        assertThrows(SafetensorsException.class, () -> parse(file(header.formatted(dtype), 8)));
    assertEquals(
        "test: dtype of the.weight is " + dtype + ", which is not supported", refusal.getMessage());
  }

  @Test
  void read_takesTensorsWithoutElements() {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[0,0]},"
            + "\"nothing\":{\"dtype\":\"BF16\",\"shape\":[0],\"data_offsets\":[4,4]}}";
    Map<String, Tensor> tensors = parse(file(header, 4));
    assertEquals(0, Tensor.require(tensors, "none").size());
    assertEquals(List.of(0L), Tensor.require(tensors, "nothing").shape());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 1, 17, 1L << 32, 100_000_000})
  void read_refusesHeaderLengthThatDoesNotFit(long length) {
    byte[] bytes = new byte[8 + 16];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThrows(SafetensorsException.class, () -> parse(bytes));
  }

  @Test
  void read_refusesEveryTruncation() {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(SafetensorsException.class, () -> parse(cut), "cut to " + length);
    }
  }

  /** Whatever the bytes, either tensors that lie inside them or a SafetensorsException. */
  @Property(tries = 3000)
  void read_ofMutatedBytes_givesTensorsOrSafetensorsException(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits) {
    byte[] bytes = sample();
    Random random = new Random(seed);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(random.nextBoolean() ? 16 : bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) "0123456789{}[]\",:-e".charAt(random.nextInt(18))
              : (byte) random.nextInt();
    }
    try {
      long held = parse(bytes).values().stream().mapToLong(t -> t.data().byteSize()).sum();
      assertTrue(held <= bytes.length, "tensors hold more than the file");
    } catch (SafetensorsException e) {
      assertTrue(String.valueOf(e.getMessage()).length() < 2_000, "a message of bounded length");
    }
  }

  private static byte[] sample() {
    return file(
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[8,16]}}",
        16);
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static Map<String, Tensor> parse(byte[] bytes) {
    return Safetensors.parse(MemorySegment.ofArray(bytes), "test");
  }
}
