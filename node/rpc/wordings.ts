/**
 * What an endpoint's error is about:
 * - answer: the chain's own word on the call, which every endpoint would give
 * - batch: too many calls in one request
 * - tooMuch: too many blocks or logs asked for at once
 * - busy: too many requests
 * - unable: this endpoint never does this: another plan, an unknown method, no archive
 * - behind: it does not have the block yet
 * - passing: it failed for the moment
 */
export type TroubleKind = "answer" | "batch" | "tooMuch" | "busy" | "unable" | "behind" | "passing";

/** Words of nodes and providers, in lower case; the first that fits decides. Each has an example in the tests. */
export const wordings: readonly { kind: TroubleKind; words: RegExp; only?: RegExp }[] = [
  // Of calls and transactions the chain says a lot; none of it gets better by asking another.
  {
    kind: "answer",
    only: /^eth_(call|estimateGas|sendRawTransaction)$/,
    words:
      /revert|invalid opcode|out of gas|vm exception|stack (under|over)flow|invalid jump|nonce|underpriced|insufficient (funds|balance)|enough funds|already (known|imported|exists)|known transaction|existed in|intrinsic gas|gas (limit|price|required)|base fee|price to replace|oversized|invalid chain|type not|init ?code|exceeds (transaction sender )?account balance|higher than max fee|tip higher/,
  },
  { kind: "batch", words: /batch/ },
  {
    kind: "tooMuch",
    only: /^eth_getLogs$/,
    words:
      /(block|query|getlogs|filter|logs?|from, to\] blocks)[ _]*(range|distance)|range [\d.]+ (exceeds|is bigger)|range (is )?too|range threshold|ranges over|range of blocks|too many (blocks|results|logs|events)|more than [\d,]+ (results|logs|events)|response (size|is too big|too (big|large))|result(s|set)? (set )?too (big|large)|(exceeds?|exceed) (the )?(max|maximum|limit)|max (results|range|block)|maximum (allowed )?number of (requested )?blocks|limited to (a )?[\d,.k]+|limit(ed)? the query|query must be smaller|narrow your (filter|query)|up to a [\d,.k]+ block|query timeout|request timed out|canceling statement|took too long|log response/,
  },
  {
    kind: "busy",
    words:
      /rate.?limit|request rate|too many requests|request limit|requests? per (second|minute|day)|compute units|throughput|capacity|credits|quota|daily (request|limit)|reduce calls|throttl/,
  },
  {
    kind: "behind",
    words:
      /header not found|unknown block|block (is )?not (found|available)|could not find block|cannot find block|block .*(not yet|does not exist)|after last accepted block|unfinalized|height .*(not available|higher)|blocks? specified in filter|is not (yet )?indexed|missing block/,
  },
  {
    kind: "unable",
    words:
      /method .*(not (found|supported|available|allowed|exist|enabled|whitelisted)|does not exist|is disabled|blocked)|not (supported|available) (on|for|in)|(un|not )supported|unauthorized|not authorized|forbidden|api.?key|upgrade|payment|subscription|archive|missing trie node|pruned|access denied|deprecated/,
  },
  {
    kind: "passing",
    words:
      /timeout|timed out|time-out|internal|unavailable|try again|overload|backend|upstream|gateway|healthy|connection|header is|syncing/,
  },
];
