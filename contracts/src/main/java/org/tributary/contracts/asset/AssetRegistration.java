package org.tributary.contracts.asset;

/**
 * All that is said of an asset when it is registered: what it is, what it asks of those who derive
 * from it, and the first version of its terms.
 */
public record AssetRegistration(AssetDescription about, Consent consent, AssetTerms terms) {}
