import { wording as wordingOf } from "../trouble.js";

const TEXTS = {
  what: "this order",
  byCode: {
    page_left: "The page was closed before the gateway took this order. Nothing was charged.",
    connection_lost: "The connection was lost. The job goes on by itself; try again to follow it.",
    max_cost_exceeded: "The price has changed since it was shown. Look at it again, then draw.",
    image_job_not_found: "The gateway no longer keeps this job.",
    image_gone: "This picture has expired.",
    image_store_full: "The gateway has no room for more pictures at the moment. Nothing was charged; try again later.",
    gateway_stopped: "The gateway that drew this was stopped. Only pictures that were complete are charged.",
    gateway_busy: "The gateway is busy. Try again in a moment.",
    no_model: "No image model is offered here at the moment.",
    idempotency_call_running: "The gateway is still taking this order. Try again in a moment.",
    idempotency_answer_gone: "The gateway took this order before, and no longer knows its job.",
  },
  byStatus: {
    404: "This model isn’t offered any more. Choose another under Fine-tune.",
    413: "That is more than the gateway takes at once. Use a smaller picture or fewer words.",
    429: "That was a lot of pictures at once. Wait a moment, then try again.",
    503: "No worker is free to draw right now. Try again in a moment.",
  },
};

/** One sentence or two for the visitor. */
export function wording(trouble, paidBy) {
  return wordingOf(trouble, paidBy, TEXTS);
}
