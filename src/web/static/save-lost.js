// Says when a field that saves itself could not reach the desk, and saves it again: at once when the
// connection is back, every few seconds, or when asked. Without it a lost connection would show nothing.
(() => {
  const again = 'saveagain';
  const everyMs = 5000;
  const unsaved = new Set();
  const notice = () => document.getElementById('save-lost');

  const show = () => {
    for (const element of unsaved) if (!element.isConnected) unsaved.delete(element);
    const place = notice();
    if (place) place.hidden = unsaved.size === 0;
  };
  const retry = () => {
    for (const element of unsaved) element.dispatchEvent(new Event(again));
  };
  const savesItself = (element) => element instanceof Element && (element.getAttribute('hx-trigger') ?? '').includes(again);

  // A save that waited for one under way goes with what the page knows by now of the desk: from an older page
  // the way back to an earlier answer would look like no change at all.
  document.addEventListener('htmx:before:request', ({ detail }) => {
    const { sourceElement, request } = detail?.ctx ?? {};
    if (!savesItself(sourceElement) || !(request?.body instanceof URLSearchParams)) return;
    const form = sourceElement.closest('form') ?? document.getElementById('sheet-form');
    for (const { name, type, value } of form?.elements ?? []) {
      if (type === 'hidden' && (name.startsWith('_') || name === 'reportVersion') && request.body.has(name)) request.body.set(name, value);
    }
  });
  document.addEventListener('htmx:error', ({ detail }) => {
    const element = detail?.ctx?.sourceElement;
    if (!savesItself(element)) return;
    unsaved.add(element);
    show();
  });
  document.addEventListener('htmx:after:request', ({ detail }) => {
    if (unsaved.delete(detail?.ctx?.sourceElement)) show();
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('#save-lost button')) retry();
  });
  window.addEventListener('online', retry);
  setInterval(retry, everyMs);
  window.addEventListener('beforeunload', (event) => {
    if (unsaved.size > 0) event.preventDefault();
  });
})();
