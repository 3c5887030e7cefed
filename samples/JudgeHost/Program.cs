return await JudgeHost.Hosting.JudgeProgram.RunAsync(args);
