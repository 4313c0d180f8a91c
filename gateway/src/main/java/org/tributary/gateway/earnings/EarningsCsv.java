package org.tributary.gateway.earnings;

import org.tributary.gateway.earnings.EarningsView.Amounts;

/** The same figures for a spreadsheet: exact, in base units or millionths of one. */
final class EarningsCsv {
  private EarningsCsv() {}

  static String payees(EarningsView earnings) {
    Csv csv =
        new Csv(
            "payee",
            "name",
            "escrow",
            "earned_millionths",
            "pending_millionths",
            "payable",
            "paid");
    earnings
        .payees()
        .forEach(each -> {
          Amounts amounts = each.amounts();
          csv.row(
              each.payee(),
              each.name(),
              each.escrow(),
              amounts.earnedMillionths(),
              amounts.pendingMillionths(),
              amounts.payable(),
              amounts.paid());
        });
    return csv.toString();
  }

  static String assets(EarningsView earnings) {
    Csv csv =
        new Csv(
            "asset",
            "kind",
            "name",
            "owner",
            "licence",
            "payee",
            "escrow",
            "earned_millionths",
            "pending_millionths",
            "payable_millionths",
            "paid_millionths");
    earnings
        .assets()
        .forEach(each ->
            csv.row(
                each.asset(),
                each.kind(),
                each.name(),
                each.ownerName(),
                each.licence(),
                each.payee(),
                each.escrow(),
                each.amounts().earnedMillionths(),
                each.amounts().pendingMillionths(),
                each.amounts().payableMillionths(),
                each.amounts().paidMillionths()));
    return csv.toString();
  }

  static String days(DailyEarningsView page) {
    Csv csv =
        new Csv(
            "day",
            "role",
            "asset",
            "payee",
            "earned_millionths",
            "pending_millionths",
            "payable_millionths",
            "paid_millionths");
    page.data()
        .forEach(each ->
            csv.row(
                each.day(),
                each.role(),
                each.asset(),
                each.payee(),
                each.amounts().earnedMillionths(),
                each.amounts().pendingMillionths(),
                each.amounts().payableMillionths(),
                each.amounts().paidMillionths()));
    return csv.toString();
  }

  static String receipts(ReceiptEarningsView page) {
    Csv csv =
        new Csv(
            "receipt",
            "time",
            "charge",
            "role",
            "asset",
            "payee",
            "millionths",
            "state",
            "epoch",
            "pending_millionths",
            "payable_millionths",
            "paid_millionths");
    page.data()
        .forEach(each ->
            csv.row(
                each.receipt(),
                each.time(),
                each.charge(),
                each.role(),
                each.asset(),
                each.payee(),
                each.millionths(),
                each.state(),
                each.epoch(),
                each.amounts().pendingMillionths(),
                each.amounts().payableMillionths(),
                each.amounts().paidMillionths()));
    return csv.toString();
  }
}
