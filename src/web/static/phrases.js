// Puts what is at hand into a field, as if it had been typed: a ready-made text where the cursor stands in its text area, a
// value that stands beside its field. The draft is kept and the check for what may not leave runs. Without a connection the
// form goes the way without script.
(() => {
  const insert = (area, text) => {
    const before = area.value.slice(0, area.selectionStart);
    const lead = before === '' || before.endsWith('\n') ? '' : '\n';
    area.focus();
    area.setRangeText(lead + text, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  };

  for (const button of document.querySelectorAll('button[data-put-in]')) button.hidden = false;
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button[data-put-in]') : null;
    const field = button && document.getElementById(button.dataset.putIn);
    if (!field) return;
    field.value = button.value;
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-phrase]') : null;
    const area = button && document.getElementById(button.dataset.phrase);
    if (!area) return;
    event.preventDefault();
    const answer = await fetch(`/phrases/${button.value}/text`).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    button.closest('details').open = false;
    insert(area, await answer.text());
  });
})();
