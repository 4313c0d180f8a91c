package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;

/**
 * What a wallet needs to send a payee's claim; amounts are base units in decimal text.
 *
 * @param data null, as is the gas, where nothing is claimable or the erc20 refuses the payee
 * @param gas what this claim would take, sent now by the payee
 * @param gasInBatch what it would take among all others that can be claimed now
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ClaimView(
    Address payee,
    long epoch,
    String claimable,
    String paid,
    long chainId,
    Address to,
    @Nullable String data,
    @Nullable Long gas,
    @Nullable Long gasInBatch,
    String gasPrice) {}
