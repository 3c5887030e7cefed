using System.Net;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis.Tests.Connection;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://redis:6379/2", "redis:6379", 2)]
    [InlineData("redis://redis", "redis:6379", 0)]
    [InlineData("REDIS://redis/", "redis:6379", 0)]
    [InlineData("  redis://10.0.0.1:7000/15\n", "10.0.0.1:7000", 15)]
    [InlineData("redis://[::1]:6380/1", "[::1]:6380", 1)]
    [InlineData("redis://[fe80::1]", "[fe80::1]:6379", 0)]
    [InlineData("redis://one,two:7001,[::1]/3", "one:6379, two:7001, [::1]:6379", 3)]
    [InlineData("redis://redis?defaultDatabase=4", "redis:6379", 4)]
    [InlineData("redis://my_redis.internal-1:6379", "my_redis.internal-1:6379", 0)]
    [InlineData("redis:6379,defaultDatabase=2", "redis:6379", 2)]
    [InlineData("redis", "redis", 0)]
    [InlineData("10.0.0.1:7000, [::1]:7001, ssl=true", "10.0.0.1:7000, [::1]:7001", 0)]
    public void Servers_and_database_are_read(string text, string servers, int database)
    {
        var url = RedisUrl.Parse(text)!;

        Assert.Equal(servers, url.Servers);
        Assert.Equal(database, url.Database);
        Assert.Equal(database, url.ToConfiguration().DefaultDatabase ?? 0);
    }

    [Theory]
    [InlineData("redis://redis", null, null)]
    [InlineData("redis://@redis", null, null)]
    [InlineData("redis://:secret@redis", null, "secret")]
    [InlineData("redis://user:secret@redis", "user", "secret")]
    [InlineData("redis://user@redis", "user", null)]
    [InlineData("redis://user:@redis", "user", null)]
    [InlineData("redis://us%40er:p%3A%2F%3F%23%25%2C%20%C3%BC@redis:1/2", "us@er", "p:/?#%, ü")]
    [InlineData("redis://:a:b@c@redis", null, "a:b@c")]
    [InlineData("redis://redis?user=u&password=p%26%2Cq", "u", "p&,q")]
    [InlineData("redis,user=u,password=p=q", "u", "p=q")]
    public void User_and_password_are_read(string text, string? user, string? password)
    {
        var configuration = RedisUrl.Parse(text)!.ToConfiguration();

        Assert.Equal(user, configuration.User);
        Assert.Equal(password, configuration.Password);
    }

    [Theory]
    [InlineData("redis://redis", false)]
    [InlineData("rediss://redis", true)]
    [InlineData("redis://redis?ssl=true", true)]
    [InlineData("redis:6380,ssl=true", true)]
    public void Tls_is_read(string text, bool tls)
    {
        var url = RedisUrl.Parse(text)!;

        Assert.Equal(tls, url.ToConfiguration().Ssl);
        Assert.Equal(tls, url.Description.EndsWith(", TLS", StringComparison.Ordinal));
    }

    [Fact]
    public void The_clients_own_options_are_read()
    {
        var configuration = RedisUrl.Parse("redis://one?connectTimeout=1234&KEEPALIVE=7&name=judge-1&sslHost=example.org")!.ToConfiguration();

        Assert.Equal(1234, configuration.ConnectTimeout);
        Assert.Equal(7, configuration.KeepAlive);
        Assert.Equal("judge-1", configuration.ClientName);
        Assert.Equal("example.org", configuration.SslHost);
    }

    [Fact]
    public void Sentinels_are_the_hosts_when_a_service_is_named()
    {
        var url = RedisUrl.Parse("redis://:secret@one,two:26380/1?serviceName=judge")!;

        Assert.Equal("judge", url.ToConfiguration().ServiceName);
        Assert.Equal([new DnsEndPoint("one", 26379), new DnsEndPoint("two", 26380)], url.ToConfiguration().EndPoints);
        Assert.Equal("Redis at one:26379, two:26380 (Sentinel), database 1", url.Description);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    public void Blank_is_not_configured(string? text) => Assert.Null(RedisUrl.Parse(text));

    [Fact]
    public void Neither_the_description_nor_ToString_holds_user_or_password()
    {
        var url = RedisUrl.Parse("rediss://us3r:s3cret@redis:6379/2?sentinelPassword=s3cret&name=s3cret&serviceName=judge")!;

        Assert.Equal("Redis at redis:6379 (Sentinel), database 2, TLS", url.Description);
        Assert.Equal(url.Description, url.ToString());
    }

    [Theory]
    [InlineData("http://redis:6379", "neither redis:// nor rediss://")]
    [InlineData("redis://", "a host is missing")]
    [InlineData("redis://:6379", "a host is missing")]
    [InlineData("redis://redis:", "a port is not a number")]
    [InlineData("redis://redis:0", "a port is not a number")]
    [InlineData("redis://redis:65536", "a port is not a number")]
    [InlineData("redis://::1", "a port is not a number")]
    [InlineData("redis://[::1", "a port is not a number")]
    [InlineData("redis://[redis]:6379", "not an IPv6 address")]
    [InlineData("redis://[::1]x:6379", "not an IPv6 address")]
    [InlineData("redis://re dis", "a space")]
    [InlineData("redis://re\u0007dis", "a control character")]
    [InlineData("redis://re!dis", "a character that host names do not have")]
    [InlineData("redis://one,,two", "a host is missing")]
    [InlineData("redis://redis/two", "not a database number")]
    [InlineData("redis://redis/-1", "not a database number")]
    [InlineData("redis://redis/2/", "not a database number")]
    [InlineData("redis://redis/99999999999", "not a database number")]
    [InlineData("redis://redis/1?defaultDatabase=2", "the database twice")]
    [InlineData("redis://redis?defaultDatabase=-2", "defaultDatabase is negative")]
    [InlineData("redis://redis#1", "a '#'")]
    [InlineData("redis://redis?ssl", "has no '='")]
    [InlineData("redis://redis?nonsense=1", "an option that is none of abortConnect")]
    [InlineData("redis://redis?channelPrefix=x", "an option that is none of abortConnect")]
    [InlineData("redis://redis?proxy=Twemproxy", "an option that is none of abortConnect")]
    [InlineData("redis:6379,proxy=Envoyproxy", "an option that is none of abortConnect")]
    [InlineData("redis:6379,passwordTYPO", "of its parts between commas, number 2: a host begins like the option password")]
    [InlineData("redis://one,passwordTYPO,three", "of its hosts, number 2: a host begins like the option password")]
    [InlineData("one:1,,two", "of its parts between commas, number 3: it is neither host:port nor an option with '='")]
    [InlineData("one:1,password=a,b", "as part 3 between commas")]
    [InlineData("redis://redis?connectTimeout=soon", "the value of the option 'connectTimeout'")]
    [InlineData("redis://redis?name=a,b", "the value of the option 'name'")]
    [InlineData("redis://:%zz@redis", "two hexadecimal digits")]
    [InlineData("redis://:%2@redis", "two hexadecimal digits")]
    [InlineData("redis:6379,nonsense=1", "an option that is none of abortConnect")]
    [InlineData("redis:6379,ssl=perhaps", "the value of the option 'ssl'")]
    [InlineData("ssl=true", "a host is missing")]
    [InlineData(",", "a host is missing")]
    [InlineData("ssl=true,redis", "a host stands after an option")]
    public void What_cannot_be_used_is_refused_with_the_reason_and_the_accepted_forms(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => RedisUrl.Parse(text));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("The text is not a Redis URL that can be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("redis://[user][:password@]host[:port]", error.Message, StringComparison.Ordinal);
        Assert.Contains("host:port,password=", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Wherever a secret ends up by mistake, no message, no cause of it and no description may show it.</summary>
    [Theory]
    [InlineData("redis://:{0}@redis:port")]
    [InlineData("redis://:{0}@re dis")]
    [InlineData("redis://:{0}@redis:6379/two")]
    [InlineData("redis://:{0}@redis:6379?nonsense=1")]
    [InlineData("redis://:{0}@redis:6379#")]
    [InlineData("redis://:{0}%@redis:6379")]
    [InlineData("redis://:{0}")]
    [InlineData("redis://user:{0}")]
    [InlineData("redis://:a/{0}@redis:6379")]
    [InlineData("redis://:a?{0}@redis:6379")]
    [InlineData("redis://:a?{0}=1@redis:6379")]
    [InlineData("redis://:a#{0}@redis:6379")]
    [InlineData("redis://redis/{0}")]
    [InlineData("redis://redis?{0}=1")]
    [InlineData("redis://redis?{0}")]
    [InlineData("redis://redis?ssl={0}")]
    [InlineData("redis://redis?password=a,{0}&ssl=b")]
    [InlineData("{0}://redis")]
    [InlineData("redi://:{0}@redis")]
    [InlineData("http://:{0}@redis")]
    [InlineData("redis:6379,password=a,{0}")]
    [InlineData("redis:6379,password=a,{0}=1")]
    [InlineData("redis:6379,password={0},nonsense=1")]
    [InlineData("redis:6379,password={0},ssl=perhaps")]
    [InlineData("redis:6379,pasword={0}")]
    [InlineData("redis:{0},ssl=true")]
    [InlineData(":{0}@redis:6379")]
    [InlineData("user:{0}@redis:6379/2")]
    [InlineData("redis:6379,connectTimeout={0}")]
    public void A_secret_never_appears(string template)
    {
        const string Secret = "S3cr3tP4ss";
        var text = string.Format(template, Secret);

        var error = Assert.Throws<FormatException>(() => RedisUrl.Parse(text));

        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Typing errors in each place: whether the text can be used or not, nothing that is printed shows the secret.</summary>
    [Theory]
    [InlineData("redis:6379,password{0}")]
    [InlineData("redis:6379, PASSWORD{0}")]
    [InlineData("redis:6379,password {0}")]
    [InlineData("redis:6379,password:{0}")]
    [InlineData("redis:6379,password={0}")]
    [InlineData("redis:6379,password = {0}")]
    [InlineData("redis:6379,sentinelPassword{0}")]
    [InlineData("redis:6379,sentinelpassword:{0}")]
    [InlineData("redis:6379,serviceName=judge,sentinelPassword{0}")]
    [InlineData("redis:6379,passwd{0}")]
    [InlineData("redis:6379,{0}")]
    [InlineData("redis,{0}")]
    [InlineData("{0},redis:6379")]
    [InlineData("password{0},redis:6379")]
    [InlineData("password{0}")]
    [InlineData("redis:6379,user{0},password=x")]
    [InlineData("redis:6379;password={0}")]
    [InlineData("redis:6379 password={0}")]
    [InlineData("redis:6379?password={0}")]
    [InlineData("redis:6379/2?password={0}")]
    [InlineData("redis:6379/2,password={0}")]
    [InlineData("redis:6379,password=x,password{0}")]
    [InlineData("redis:6379,={0}")]
    [InlineData("redis:6379,{0}=")]
    [InlineData("redis:6379,ssl{0}")]
    [InlineData("redis:6379,sslProtocols={0}")]
    [InlineData("redis:6379,tunnel={0}")]
    [InlineData("redis:6379,tunnel=http:{0}")]
    [InlineData("redis:6379,version={0}")]
    [InlineData("redis:6379,protocol={0}")]
    [InlineData("redis:6379,proxy={0}")]
    [InlineData("redis:6379,defaultDatabase={0}x")]
    [InlineData("user:{0}@redis")]
    [InlineData("{0}@redis:6379")]
    [InlineData("user {0} redis")]
    [InlineData("redis://redis:6379,password{0}")]
    [InlineData("redis://redis:6379,password:{0}")]
    [InlineData("redis://redis:6379,sentinelPassword{0}")]
    [InlineData("redis://redis:6379,password={0}")]
    [InlineData("redis://redis:6379/2,password={0}")]
    [InlineData("redis://redis:6379/2,password{0}")]
    [InlineData("redis://redis:6379/2?password{0}")]
    [InlineData("redis://redis:6379/2?passwordx={0}")]
    [InlineData("redis://redis:6379/2&password={0}")]
    [InlineData("redis://redis:6379/2?ssl=true?password={0}")]
    [InlineData("redis://redis:6379/2?defaultDatabase={0}x")]
    [InlineData("redis://user:a,{0}@redis:6379")]
    [InlineData("redis://redis@user:{0}/2x")]
    [InlineData("redis:/:{0}@redis:6379")]
    [InlineData("redis//:{0}@redis:6379")]
    [InlineData("redis:://:{0}@redis:6379")]
    [InlineData("'redis://:{0}@redis'")]
    [InlineData("\"redis://:{0}@redis\"")]
    [InlineData("CHANNEL_LAYER_REDIS_URL=redis://:{0}@redis")]
    [InlineData("redis-cli -a {0} -h redis")]
    public void A_secret_in_a_typing_error_is_printed_nowhere(string template)
    {
        foreach (var secret in (string[])["S3cr3tP4ss", "4711"])
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddLiveSubmissions().AddRedis(options => options.Url = string.Format(template, secret));
            using var provider = services.BuildServiceProvider();
            string printed;
            try
            {
                var url = RedisUrl.Parse(string.Format(template, secret))!;
                printed = $"{url} {url.Description} {url.Servers}";
            }
            catch (FormatException error)
            {
                printed = $"{error} {Assert.Throws<OptionsValidationException>(provider.GetRequiredService<ISubmissionTransport>)}";
            }

            Assert.DoesNotContain(secret, printed, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("redis://:{0}@redis")]
    [InlineData("redis://{0}@redis")]
    [InlineData("redis://{0}:{0}@redis?name={0}&sslHost={0}&configChannel={0}")]
    [InlineData("redis,user={0},password={0},name={0}")]
    public void A_secret_in_a_good_url_is_not_described(string template)
    {
        var url = RedisUrl.Parse(string.Format(template, "S3cr3tP4ss"))!;

        Assert.DoesNotContain("S3cr3tP4ss", $"{url} {url.Description} {url.Servers}", StringComparison.Ordinal);
    }
}
