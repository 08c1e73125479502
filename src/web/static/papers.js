// Says that a paper (PDF) is being drawn, which may take some seconds, and that it is there. What cannot be
// fetched, or is refused, is opened as a link without a script is: the desk answers with a page that says why.
(() => {
  const said = document.getElementById('paper-progress');
  const say = (text) => {
    said.textContent = text;
  };
  const nameIn = (answer) => decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'document.pdf');
  const keep = (bytes, name) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(bytes);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  document.addEventListener('click', async (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href*=".pdf"]') : null;
    if (!link || !said || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    if (link.getAttribute('aria-busy') === 'true') return;
    link.setAttribute('aria-busy', 'true');
    say('PDFを作成しています。数秒かかることがあります…');
    try {
      const answer = await fetch(link.href);
      if (!answer.ok || answer.headers.get('content-type') !== 'application/pdf') throw new Error('no paper');
      keep(await answer.blob(), nameIn(answer));
      say('PDFを保存しました。');
      setTimeout(() => say(''), 5_000);
    } catch {
      say('');
      window.location.assign(link.href);
    } finally {
      link.removeAttribute('aria-busy');
    }
  });
})();
