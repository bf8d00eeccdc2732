/** Host and port of a URL: paths and credentials may hold keys. */
export function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "(an invalid URL)";
}

/** A text of others without the URLs in it: that of an endpoint may hold an API key. Of any scheme, to the next space. */
export function withoutUrls(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "<url>");
}
