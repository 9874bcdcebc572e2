// For every page: filters lists, opens the fact that an address names, marks the view in the bar.
'use strict';

const Page = {
  // The text of an element that keeps it packed: base64 of zlib, or plain where its type says so.
  async unpack(kept) {
    if (kept.type !== 'application/zlib') return kept.textContent;
    const bytes = Uint8Array.from(atob(kept.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Response(stream).text();
  },

  // Hides the lines of the list whose words do not hold what is typed.
  filter(input) {
    const wanted = input.value.trim().toLowerCase();
    for (const line of document.getElementById(input.dataset.filter).children) {
      line.hidden = wanted !== '' && !(line.dataset.words || '').includes(wanted);
    }
  },

  // Shows the part of the page that bears this identifier: opens what it stands in, and points it out.
  point(id) {
    const there = id && document.getElementById(id);
    if (!there) return false;
    for (let at = there; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS') at.open = true;
    }
    for (const old of document.querySelectorAll('.here')) old.classList.remove('here');
    there.classList.add('here');
    there.scrollIntoView({ block: there.offsetHeight > innerHeight / 2 ? 'start' : 'center' });
    return true;
  },

  // Marks the view that is on screen in the bar.
  view(name) {
    const view = { story: 'stories', article: 'articles', entity: 'entities' }[name] || name;
    for (const link of document.querySelectorAll('nav [data-view]')) {
      if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  },
};

document.addEventListener('input', (event) => {
  if (event.target.dataset.filter) Page.filter(event.target);
});

document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    document.querySelector('#search input').focus();
    event.preventDefault();
  }
});

// What is closed on screen stands open on paper.
window.addEventListener('beforeprint', () => {
  for (const closed of document.querySelectorAll('main details:not([open])')) {
    closed.dataset.closed = 'yes';
    closed.open = true;
  }
});
window.addEventListener('afterprint', () => {
  for (const opened of document.querySelectorAll('details[data-closed]')) {
    delete opened.dataset.closed;
    opened.open = false;
  }
});
