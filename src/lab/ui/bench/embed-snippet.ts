// The lines somebody pastes into a wiki or a runbook to have a lab there. The script only sets the frame's height;
// where a wiki strips it the frame keeps the height it has.

export interface SnippetOptions {
  readonly origin: string;
  readonly slug: string;
  readonly title: string;
  readonly theme: 'auto' | 'light' | 'dark';
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The HTML to paste. */
export function embedSnippet({ origin, slug, title, theme }: SnippetOptions): string {
  const query = theme === 'auto' ? '' : `?theme=${theme}`;
  const source = `${origin}/embed/${slug}/${query}`;
  return `<iframe src="${source}" title="${escaped(title)}" width="100%" height="900" style="border:0" loading="lazy"></iframe>
<script>addEventListener("message",e=>{for(const f of document.querySelectorAll("iframe"))if(e.source===f.contentWindow&&e.origin==="${origin}"&&e.data?.type==="5xx-lab-height")f.height=e.data.height})</script>`;
}
