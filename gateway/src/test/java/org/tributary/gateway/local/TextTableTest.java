package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.tributary.gateway.account.AmountFormat;
import org.tributary.gateway.account.Erc20;

class TextTableTest {

  @Test
  void columns_areAligned() {
    TextTable table = new TextTable(1, "OWNER", "EARNED");
    table.row("Bibliothèque", "0.000001");
    table.row("X", "12.500000");
    assertEquals(
        """
        OWNER            EARNED
        Bibliothèque   0.000001
        X             12.500000
        """,
        table.toString());
    assertThrows(IllegalArgumentException.class, () -> table.row("one"));
  }

  @Test
  void amounts_haveSixDecimalsAndAreCutOff() {
    AmountFormat format = new AmountFormat(new Erc20("DevUSD", 6));
    assertEquals("0.000000", format.units("0"));
    assertEquals("9007199254.740993", format.units("9007199254740993"));
    assertEquals("0.000001", format.millionths("1999999"));
  }
}
