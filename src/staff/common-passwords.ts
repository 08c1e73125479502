/**
 * Words that offices put together, or before digits and signs, to reach a length; without regard to case,
 * to separators, and to letters written as digits.
 */
export const commonWords: ReadonlySet<string> = new Set([
  'password', 'passwords', 'passwd', 'pass', 'word', 'welcome', 'letmein', 'admin', 'administrator', 'root', 'user', 'username', 'test', 'tester', 'testing',
  'guest', 'login', 'logon', 'signin', 'changeme', 'change', 'please', 'secret', 'default', 'master', 'system', 'manager', 'company', 'office', 'security', 'secure',
  'iloveyou', 'love', 'you', 'forever', 'monkey', 'dragon', 'football', 'baseball', 'basketball', 'soccer', 'tennis', 'golf', 'hockey', 'sunshine', 'princess', 'superman',
  'batman', 'spiderman', 'starwars', 'pokemon', 'computer', 'internet', 'windows', 'microsoft', 'google', 'samsung', 'apple', 'iphone', 'android', 'facebook', 'twitter',
  'amazon', 'yahoo', 'hotmail', 'gmail', 'linkedin', 'server', 'network', 'database', 'oracle', 'cisco', 'router', 'firewall', 'support', 'helpdesk', 'service', 'account',
  'access', 'private', 'public', 'temporary', 'temp', 'new', 'old', 'my', 'the', 'this', 'is', 'one', 'two', 'three', 'four', 'five', 'summer', 'winter', 'spring', 'autumn',
  'january', 'february', 'march', 'april', 'june', 'july', 'august', 'september', 'october', 'november', 'december', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday',
  'saturday', 'sunday', 'today', 'hello', 'world', 'freedom', 'shadow', 'michael', 'jennifer', 'jordan', 'charlie', 'thomas', 'ashley', 'daniel', 'jessica', 'whatever',
  'trustno', 'ninja', 'mustang', 'cookie', 'chocolate', 'butterfly', 'elephant', 'purple', 'orange', 'silver', 'golden', 'diamond', 'beautiful', 'happy', 'lucky',
  'qwerty', 'qwertz', 'azerty', 'asdf', 'asdfgh', 'asdfghjkl', 'zxcv', 'zxcvbn', 'zxcvbnm', 'zaq', 'qaz', 'wsx', 'qazwsx', 'qwe', 'asd', 'zxc', 'abc', 'abcd', 'abcdef', 'xyz',
  'aaa', 'sakura', 'himawari', 'hanako', 'tarou', 'taro', 'ichiro', 'nihon', 'nippon', 'japan', 'tokyo', 'osaka', 'nagoya', 'kyoto', 'yokohama', 'fukuoka', 'sapporo', 'sendai',
  'hiroshima', 'kobe', 'okinawa', 'hokkaido', 'tanaka', 'suzuki', 'satou', 'sato', 'takahashi', 'watanabe', 'yamada', 'yamamoto', 'nakamura', 'kobayashi', 'itou', 'kaisha',
  'kabushiki', 'kabushikigaisha', 'himitsu', 'anshin', 'anzen', 'ohayou', 'konnichiwa', 'arigatou', 'yoroshiku', 'onegai', 'ganbaru', 'daisuki', 'aishiteru', 'doraemon',
  'pikachu', 'gundam', 'totoro', 'naruto', 'onepiece', 'dragonball', 'hanshin', 'tigers', 'giants', 'carp', 'reiwa', 'heisei', 'shouwa', 'soumu', 'keiri', 'eigyou', 'jinji',
  'kanri', 'kanrisha', 'joho', 'jouhou', 'pasuwado', 'pasuwaado', 'パスワード', 'ぱすわーど', '管理者', '秘密', 'さくら', 'よろしく', 'おはよう', 'ありがとう', 'こんにちは', 'おねがい',
  // The product, the service and this desk, which everybody knows who tries.
  'soc', 'pocket', 'socinpocket', 'in', 'desk', 'supportdesk', 'madoguchi', 'incident', 'response', 'analyst', 'cts', 'utm', 'mdr', 'ndr', 'sspm', '窓口', '受付', '対応', '対応窓口',
  'インシデント', 'インシデント対応', 'インシデント対応支援', 'サポート', 'サポートデスク', 'サービス主管', '一次受付', '二次受付', '販売パートナー',
]);

/** Much used as they are, long enough, and no words of an office: keyboards, songs, games, leaks of the last years. */
export const commonPasswords: ReadonlySet<string> = new Set([
  '1q2w3e4r5t6y', '1q2w3e4r5t6y7u', '1q2w3e4r5t6y7u8i', 'q1w2e3r4t5y6', 'q1w2e3r4t5y6u7i8', '1qaz2wsx3edc', '1qaz2wsx3edc4rfv', '1qazxsw23edc', 'zaq12wsxcde3', 'zaq1xsw2cde3',
  'zaq1zaq1zaq1', '!qaz2wsx3edc', '1qaz@wsx3edc', '!qaz@wsx#edc', 'qwertyuiop12', 'qwertyuiop123', 'qwertyuiop[]', 'qwertyasdfgh', 'qwerty123456', 'qwerty1234567', 'qwe123asd456',
  'qweasdzxc123', '123qweasdzxc', 'asdfghjkl123', 'asdfghjkl;\'', 'zxcvbnm12345', 'zxcvbnm,./12', 'poiuytrewq12', 'mnbvcxzlkjhg', '1234qwerasdf', '1234qwerasdfzxcv', 'qwerasdfzxcv',
  'q1w2e3r4t5y6u7', 'abcd1234efgh', 'abc123abc123', 'a1b2c3d4e5f6', 'a1b2c3d4e5f6g7', '1a2b3c4d5e6f', 'aa123456789a', 'a123456789012', '147258369147', '147852369147', '159357159357',
  '123456789abc', '123456789qwe', '12345qwert12', '123321123321', '112233445566', '121212121212', '101010101010', '123123123123', '135792468013', '987654321098', '098765432109',
  'iloveyousomuch', 'iloveyouforever', 'iloveyou1234', 'ihateyou1234', 'letmeinplease', 'correcthorsebatterystaple', 'correct horse battery staple', 'trustno1trustno1', 'neveragain123',
  'whatthefuck1', 'fuckyoufuckyou', 'nothingtosay', 'dontforgetme1', 'openthedoor12', 'opensesame123', 'abracadabra12', 'supercalifragilisticexpialidocious', 'thequickbrownfox',
  'jesuschrist1', 'godislove123', 'blessed12345', 'thisismypassword', 'mypassword123', 'ilovemyfamily', 'ilovejesus12', 'liverpoolfc1', 'manchester123', 'manchesterunited', 'barcelona123',
  'realmadrid12', 'juventus1234', 'chelseafc123', 'playstation1', 'playstation123', 'counterstrike', 'leagueoflegends', 'worldofwarcraft', 'callofduty123', 'minecraft123', 'fortnite1234',
  'harrypotter1', 'harrypotter123', 'lordoftherings', 'gameofthrones', 'starwars1234', 'startrek1234', 'metallica123', 'linkinpark123', 'greenday1234', 'slipknot1234', 'evanescence1',
  'christopher1', 'christopher123', 'alexander123', 'elizabeth123', 'stephanie123', 'princess1234', 'butterfly123', 'strawberry12', 'sweetheart12', 'cheesecake12', 'watermelon12', 'pineapple123',
  'unbelievable', 'extraordinary', 'administrator', 'administrator1', 'p@ssw0rd1234', 'p@$$w0rd1234', 'pa$$word1234', 'passw0rd1234', 'password!234', 'password1234', 'passwordpassword',
  'hogehogehoge', 'hogehoge1234', 'fugafugafuga', 'piyopiyopiyo', 'hogefugapiyo', 'nekonekoneko', 'inuinuinuinu', 'momomomomomo', 'sakurasakura', 'irohanihoheto', 'irohanihohetochirinuruwo',
  'jugemujugemu', 'tanukitanuki', 'doraemon1234', 'anpanman1234', 'hellokitty12', 'pokemongo123', 'kamehameha12', 'nipponbanzai', 'ganbarenippon', 'yamatodamashii', 'ichinisanshi', 'いろはにほへとちりぬるを',
]);
