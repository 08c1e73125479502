// Lets whoever types a password see it (ASVS 6.2.6): the checkbox under the field names it.
(() => {
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset.shows === undefined) return;
    document.getElementById(target.dataset.shows).type = target.checked ? 'text' : 'password';
  });
  // Never sent as plain text that a browser would offer to others again.
  document.addEventListener('submit', ({ target }) => {
    for (const box of target.querySelectorAll('input[data-shows]')) document.getElementById(box.dataset.shows).type = 'password';
  });
})();
