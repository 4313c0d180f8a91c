package org.tributary.contracts.asset;

import org.tributary.contracts.keys.Address;

/**
 * Whose an asset is in one period, who is paid, and what calls cost; {@code escrowed} and {@code
 * consent} are as of now, because they concern no call.
 */
public record AssetState(
    long period,
    Address owner,
    Address payee,
    int termsVersion,
    AssetTerms terms,
    boolean escrowed,
    Consent consent) {}
