package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A training picture that a drawn image is like.
 *
 * @param picture its name within the set
 * @param set the data set it belongs to
 * @param owner whose the set is
 * @param similarity cosine of the two pictures' embeddings, at most 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LikePicture(
    String picture, String set, String owner, String licence, double similarity) {}
