/** What the product is called, in the one form that pages, mails, API and terminal share. */
export const productName = 'SOC in Pocket 対応窓口';
