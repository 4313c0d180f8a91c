package org.tributary.gateway.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void names_areNeitherFormulasNorBreakTheirLine() {
    Csv csv = new Csv("name", "amount");
    csv.row("=HYPERLINK(\"http://x\",\"y\")", 12)
        .row("+1", "-1")
        .row("@a\nb", null)
        .row("A, B", "");
    assertEquals(
        "name,amount\r\n"
            + "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",12\r\n"
            + "'+1,'-1\r\n"
            + "\"'@a\nb\",\r\n"
            + "\"A, B\",\r\n",
        csv.toString());
  }
}
