// The content security policy every page carries in its head: nothing from other hosts, no inline code.
// Pages with a sandbox need style attributes, because Monaco places its lines with them.

/** The policy as the text of a meta element. */
export function contentPolicy(options: { allowInlineStyles: boolean }): string {
  const styles = options.allowInlineStyles ? "'self' 'unsafe-inline'" : "'self'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Whether the body of a page (MDX source) embeds a sandbox, whose editor needs style attributes. */
export function embedsSandbox(body: string | undefined): boolean {
  return /<Sandbox\b/.test(body ?? '');
}
