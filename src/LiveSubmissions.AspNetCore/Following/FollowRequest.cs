using LiveSubmissions.AspNetCore.Views;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>What a client that stays connected asked for.</summary>
/// <param name="Endpoint">The endpoint's name, for the log.</param>
/// <param name="Http">The request.</param>
/// <param name="Source">Says what the request may follow.</param>
/// <param name="Since">From where; <see langword="null"/> for live updates only.</param>
/// <param name="Dialect">What the client is spoken to in.</param>
internal readonly record struct FollowRequest(string Endpoint, HttpContext Http, ViewSource Source, FeedPosition? Since, Dialect Dialect);
