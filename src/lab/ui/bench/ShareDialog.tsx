// A link to the lab as it stands, and a frame for other pages. Everything is in the link; nothing is uploaded.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BenchDesk } from './bench-desk.ts';
import { Dialog } from './Dialog.tsx';
import { embedSnippet } from './embed-snippet.ts';

interface ShareProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

/** Longer links are cut by some chats and mail programs. */
const SAFE_LENGTH = 2_000;
/** Longer ones by most. */
const LONG_LENGTH = 8_000;

function lengthWords(length: number): string {
  if (length > LONG_LENGTH) {
    return 'That is a long link: most chats and mail programs cut it. Export a zip instead, or go back to a shorter history.';
  }
  return length > SAFE_LENGTH ? 'Some chats and mail programs cut links as long as this.' : '';
}

/** The lab in a frame of somebody else's page. */
function Frame({ desk, uid }: ShareProps): JSX.Element {
  const [theme, setTheme] = useState<'auto' | 'light' | 'dark'>('auto');
  const { data } = desk.session.value;
  const snippet = embedSnippet({
    origin: location.origin,
    slug: data.slug,
    title: data.title,
    theme,
  });
  return (
    <>
      <label for={`${uid}-frame`}>For wikis and runbooks: this lab in a frame</label>
      <textarea id={`${uid}-frame`} rows={4} readOnly value={snippet} />
      <div class="bench-row">
        <label for={`${uid}-theme`}>Theme</label>
        <select
          id={`${uid}-theme`}
          value={theme}
          onChange={({ currentTarget: { value } }) =>
            setTheme(value === 'light' || value === 'dark' ? value : 'auto')
          }
        >
          <option value="auto">as the reader's system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
        <button type="button" class="btn ghost small" data-copy={snippet}>
          <span data-copy-label>Copy frame</span>
        </button>
      </div>
    </>
  );
}

/** The dialog. */
export function ShareDialog({ desk, uid }: ShareProps): JSX.Element {
  const [link, setLink] = useState('');
  const [failure, setFailure] = useState('');
  useEffect(() => {
    import('./share-link.ts').then(
      ({ toFragment }) => {
        const { origin, pathname } = location;
        setLink(`${origin}${pathname}${toFragment(desk.share())}`);
      },
      () => setFailure('The link could not be made: a part of the site did not load. Try again.'),
    );
  }, []);
  return (
    <Dialog
      title={desk.playground ? 'Share this box' : 'Share this lab'}
      uid={uid}
      onClose={() => {
        desk.dialog.value = 'none';
      }}
    >
      <p>
        The link holds your edits, the request, everything that was done, the seed and the layout.
        Nothing is uploaded.
      </p>
      <label for={`${uid}-link`}>Link</label>
      <div class="bench-line">
        <input id={`${uid}-link`} type="text" readOnly value={link || failure} />
        <button type="button" class="btn" data-copy={link} disabled={link === ''}>
          <span data-copy-label>Copy link</span>
        </button>
      </div>
      <p class="bench-note" data-length={link.length}>
        {`${link.length} characters. ${lengthWords(link.length)}`.trim()}
      </p>
      {desk.playground ? null : <Frame desk={desk} uid={uid} />}
    </Dialog>
  );
}
