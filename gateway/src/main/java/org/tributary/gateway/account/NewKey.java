package org.tributary.gateway.account;

/** An access key with a new secret, at the one moment when that is known. */
public record NewKey(AccessKey accessKey, StoredKey stored) {}
