package org.tributary.contracts.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  /** The first key of every development chain; the expected values were made with viem. */
  private static final String DEV_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private static final Address DEV_ADDRESS =
      new Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  private static final Bytes32 DIGEST =
      new Bytes32("0x5fe7f977e71dba2ea1a68e21057beebb9be2ac30c6410aa38d4f3fbe41dcffd2");
  private static final Signature SIGNATURE =
      new Signature(
          "0xddf6792aafa24e366ea0d3324e447341e6d0ccaab67ea1dfc782a7109259bc06"
              + "3199e4aa5d03d804df2909e2a2986f562b100ffd6fcb602baf8c314ad82e77b91b");

  @Test
  void sign_isTheSignatureThatWalletsMake() {
    for (Curve curve : new Curve[] {NativeCurve.load(), new BouncyCastleCurve()}) {
      SigningKey key = SigningKey.fromHex(DEV_KEY, curve);
      assertEquals(DEV_ADDRESS, key.address());
      assertEquals(SIGNATURE, key.sign(DIGEST));
      assertEquals(Optional.of(DEV_ADDRESS), Signatures.recover(curve, DIGEST, SIGNATURE));
    }
  }

  @Test
  void fastest_isNativeHere() {
    // The fallback is four times slower: losing the native library must not pass unseen.
    assertEquals(NativeCurve.class, Curve.fastest().getClass());
  }

  @Property(tries = 50)
  void curves_agree(@ForAll @Size(32) byte[] secret, @ForAll @Size(32) byte[] digest) {
    if (!Signatures.inRange(new BigInteger(1, secret))) {
      return;
    }
    String hex = HexFormat.of().formatHex(secret);
    Signature nativeSignature =
        SigningKey.fromHex(hex, NativeCurve.load()).sign(Bytes32.of(digest));
    Signature portable = SigningKey.fromHex(hex, new BouncyCastleCurve()).sign(Bytes32.of(digest));
    assertEquals(nativeSignature, portable);
  }

  @Property(tries = 100)
  void recover_agreesOnArbitrarySignatures(
      @ForAll @Size(64) byte[] compact, @ForAll @Size(32) byte[] digest, @ForAll boolean odd) {
    Signature signature = Signature.of(compact, odd ? 1 : 0);
    assertEquals(
        Signatures.recover(NativeCurve.load(), Bytes32.of(digest), signature),
        Signatures.recover(new BouncyCastleCurve(), Bytes32.of(digest), signature));
  }

  @Test
  void recover_refusesHighS() {
    byte[] s =
        Bytes32.of(Signatures.ORDER.subtract(new BigInteger(1, SIGNATURE.s().bytes()))).bytes();
    byte[] malleated = SIGNATURE.bytes();
    System.arraycopy(s, 0, malleated, 32, 32);
    malleated[64] = 28;
    assertEquals(Optional.empty(), Signatures.recover(DIGEST, Signature.of(malleated)));
  }

  @Test
  void recover_ofZerosIsNobody() {
    Signature zeros = Signature.of(new byte[64], 0);
    assertEquals(Optional.empty(), Signatures.recover(DIGEST, zeros));
    assertEquals(Optional.empty(), Signatures.recover(new BouncyCastleCurve(), DIGEST, zeros));
  }

  @Test
  void isBy_refusesAnotherDigest() {
    assertTrue(Signatures.isBy(DEV_ADDRESS, DIGEST, SIGNATURE));
    assertFalse(Signatures.isBy(DEV_ADDRESS, Keccak256.hash(DIGEST.bytes()), SIGNATURE));
  }

  @Test
  void signature_readsVOfZeroAsWalletsWriteIt() {
    byte[] bytes = SIGNATURE.bytes();
    bytes[64] = 0;
    assertEquals(SIGNATURE, Signature.of(bytes));
    bytes[64] = 29;
    assertThrows(IllegalArgumentException.class, () -> Signature.of(bytes));
    assertThrows(IllegalArgumentException.class, () -> Signature.of(Arrays.copyOf(bytes, 64)));
  }

  @Test
  void derive_dependsOnSecretAndLabelOnly() {
    byte[] master = new byte[32];
    Address one = SigningKey.derive(master, "account/1").address();
    assertEquals(one, SigningKey.derive(master, "account/1").address());
    assertNotEquals(one, SigningKey.derive(master, "account/2").address());
    byte[] other = master.clone();
    other[31] = 1;
    assertNotEquals(one, SigningKey.derive(other, "account/1").address());
    assertThrows(
        IllegalArgumentException.class, () -> SigningKey.derive(new byte[31], "account/1"));
  }

  @Test
  void fromHex_refusesBadKeysWithoutRepeatingThem() {
    for (String bad : new String[] {"0x12", "zz".repeat(32), "00".repeat(32), "ff".repeat(32)}) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> SigningKey.fromHex(bad));
      assertFalse(String.valueOf(refused.getMessage()).contains(bad));
    }
  }

  @Test
  void toString_hidesTheSecret() {
    assertFalse(SigningKey.fromHex(DEV_KEY).toString().contains("ac0974"));
  }
}
